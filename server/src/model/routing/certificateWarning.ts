/** Returns a warning if the environment tells Node to trust every certificate; our own connections check them all the same. */
export function certificateWarning(environment: NodeJS.ProcessEnv): string | undefined {
  if (environment["NODE_TLS_REJECT_UNAUTHORIZED"] !== "0") return undefined;
  return "NODE_TLS_REJECT_UNAUTHORIZED=0 is set in the environment. Nanotype checks the certificates of endpoints and of the team's cache all the same. If your company has its own, name its file in nanotype.network.caFile.";
}
