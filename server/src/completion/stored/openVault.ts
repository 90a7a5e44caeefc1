import type { Logger } from "../../base/log";
import { diskCacheSecret } from "../../protocol";
import { AnswerVault } from "./answerVault";
import { parseSecret, readKeyFile } from "./keyFile";
import type { AskCacheSecret } from "./redisSettings";

/** Opens the vault of what is kept on this machine, with the keychain's secret if the client has one, else a file's in `folder`. */
export async function openVault(params: {
  readonly folder: string;
  readonly askSecret: AskCacheSecret;
  readonly log: Logger;
}): Promise<AnswerVault> {
  const kept = await params.askSecret({ name: diskCacheSecret });
  return new AnswerVault((kept && parseSecret(kept.value)) ?? (await readKeyFile(params.folder, params.log)));
}
