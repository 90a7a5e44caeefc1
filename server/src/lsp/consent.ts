import { MessageType, ShowMessageRequest, type Connection, type MessageActionItem } from "vscode-languageserver";
import { inBackground } from "../base/inBackground";
import { consentMethod, consentParams, trustedMethod, type ConsentParams, type ConsentResult } from "../protocol";
import type { AskConsent, Gate } from "../safety/consent/gate";
import { checked } from "./checked";
import type { Face, Feature } from "./feature";

/** Answers that a user can give. */
const consentActions = { yes: "Allow", no: "Don't allow" } as const;

/** Asks by the client's own message box (`window/showMessageRequest`), which every client has. Closing it decides nothing. */
export function createConsentAsker(connection: Connection): AskConsent {
  return async (placeName, receivers) => {
    const message = `Allow Nanotype to send code from “${placeName}” to ${receivers.join(", ")}? Local suggestions work either way.`;
    const actions = [{ title: consentActions.yes }, { title: consentActions.no }];
    const chosen: MessageActionItem | null = await connection
      .sendRequest(ShowMessageRequest.type, { type: MessageType.Info, message, actions })
      .catch(() => null);
    if (chosen?.title === consentActions.yes) return "yes";
    return chosen?.title === consentActions.no ? "no" : undefined;
  };
}

/** Registers the messages by which a client shows and changes what may leave this machine. */
export function registerConsent({ connection, lifecycle, configuration, engine }: Face): Feature {
  connection.onRequest(
    consentMethod,
    lifecycle.guard(checked(consentParams, (params) => answerConsent(engine.gate, params))),
  );
  connection.onNotification(trustedMethod, () => {
    engine.trust();
    if (lifecycle.phase === "running") inBackground("applying trust", engine.use(configuration.settings));
  });
  return {};
}

async function answerConsent(gate: Gate, { uri, change }: ConsentParams): Promise<ConsentResult> {
  if (change === "ask") await gate.ask(uri);
  else if (change === "decline") await gate.decline(uri);
  const { receivers } = gate;
  const permission = receivers.length === 0 ? "notNeeded" : gate.permission(uri);
  return { permission, placeName: gate.placeName(uri), receivers };
}
