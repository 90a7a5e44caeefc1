import type { BackendError } from "../model/errors";
import { keyVariable, type Endpoint } from "../settings/endpoint";
import { isLoopback } from "../settings/pastedUrl";
import { rows } from "../settings/settings";
import type { Fault, Patient } from "./check";
import { shellWord } from "./shellWord";

/** Returns what helps against an endpoint's failure, where no change of its settings does. */
export function endpointMend({ settings }: Patient, endpoint: Endpoint, error: BackendError): Fault["mend"] {
  const { name } = endpoint;
  const test = `nanotype endpoints test ${shellWord(name)}`;
  const setting = (key: string, words: { title?: string; shellTitle: string; shell: string }): Fault["mend"] => ({
    title: "Open the setting",
    kind: "command",
    command: "nanotype.openSettings",
    argument: `nanotype.${key}`,
    ...words,
  });
  switch (error.fault) {
    case "proxy":
      return setting("network.proxy", {
        shellTitle: "Name the proxy",
        shell: "export HTTPS_PROXY=http://USER:PASSWORD@proxy.example.com:8080",
      });
    case "certificate":
      return setting("network.caFile", {
        title: "Name your company's certificates",
        shellTitle: "Show who issued its certificate",
        shell: showCertificate(endpoint, "-issuer -dates"),
      });
    case "certificateTime":
      return { title: "Show its dates", kind: "shell", shell: showCertificate(endpoint, "-dates") };
    case "certificateName":
      return { title: "Show its names", kind: "shell", shell: showCertificate(endpoint, "-ext subjectAltName") };
    case "quota":
      return { title: "Show the usage", kind: "shell", shell: "nanotype endpoints usage" };
    case "retired":
      return changeOfModel(endpoint);
    case "apiVersion":
    case undefined:
  }
  if (error.kind === "unauthorized") {
    const { tokenCommand } = endpoint;
    if (tokenCommand !== undefined)
      return { title: "Run the token command", kind: "shell", shell: tokenCommand.map(shellWord).join(" ") };
    return {
      title: "Set the key",
      kind: "command",
      command: "nanotype.setApiKey",
      argument: name,
      shell: `export ${keyVariable(name)}='the key'`,
    };
  }
  if (error.kind === "timeout" && settings.networkFirstTokenMs < longWaitMs)
    return { title: "Wait longer", kind: "set", key: rows.networkFirstTokenMs.key, value: longWaitMs };
  if (error.kind === "unreachable" && isLoopback(addressOf(endpoint).hostname)) return startOf(endpoint);
  if (error.kind === "server" || error.kind === "rateLimited" || error.kind === "timeout")
    return { title: "Check again", kind: "command", command: "nanotype.checkSetup", shell: test };
  return setting("endpoints", { shellTitle: "Ask it again, and list its models", shell: test });
}

/** The mend of a model that isn't served any more, or won't be. */
export function changeOfModel({ name, kind, url }: Endpoint): Fault["mend"] {
  return {
    title: "Change the model…",
    kind: "command",
    command: "nanotype.manageEndpoints",
    shell: `nanotype endpoints add ${shellWord(name)} --kind ${kind} --url ${shellWord(url)} --model NEW_MODEL`,
  };
}

function addressOf({ url }: Endpoint): URL {
  return new URL(url.includes("://") ? url : `https://${url}`);
}

/** Wait for a first token that a slow server gets instead of the usual one, in ms. // guess */
const longWaitMs = 30_000;

/** Makes the command that prints a certificate's owner and other fields of it. */
function showCertificate(endpoint: Endpoint, fields: string): string {
  const { hostname, port } = addressOf(endpoint);
  const host = `${hostname}:${port === "" ? 443 : port}`;
  return `openssl s_client -connect ${host} -servername ${hostname} </dev/null | openssl x509 -noout -subject ${fields}`;
}

/** The mend of a server on this machine that isn't there: starting it, if the port that it has by default tells which it is. */
function startOf({ url, model, kind }: Endpoint): Fault["mend"] {
  const start = (shell: string): Fault["mend"] => ({ title: "Start the server", kind: "shell", shell });
  if (url.includes(":11434")) return start("ollama serve");
  if (url.includes(":1234")) return start("lms server start");
  if (url.includes(":8000")) return start(`vllm serve ${shellWord(model)}`);
  if (kind === "llamacpp") return start("llama-server --fim-qwen-1.5b-default");
  return { title: "See whether it answers", kind: "shell", shell: `curl ${shellWord(url)}` };
}
