import { BackendError } from "../errors";

/** Translates a failure of the connection to a server. `name` is what people call the server, with its article if it needs one. */
export function networkFault(error: unknown, { name, host }: { name: string; host: string }): BackendError {
  const coded = findCause(error, (cause) => "code" in cause && typeof cause.code === "string");
  const code = coded !== undefined && "code" in coded && typeof coded.code === "string" ? coded.code : "";
  const make = (message: string, fault?: BackendError["fault"]): BackendError =>
    new BackendError("unreachable", message, { cause: error, fault });
  if (code === "CERT_HAS_EXPIRED")
    return make(
      `The certificate of ${host} has expired, or this machine's clock is ahead (${code}). Ask who runs ${name} to renew it.`,
      "certificateTime",
    );
  if (code === "CERT_NOT_YET_VALID")
    return make(
      `The certificate of ${host} is not valid yet (${code}). Check this machine's clock.`,
      "certificateTime",
    );
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID")
    return make(
      `The certificate of ${host} is made out to another name (${code}). Check the address, and the proxy.`,
      "certificateName",
    );
  if (/CERT|SELF_SIGNED|UNABLE_TO_(VERIFY|GET)|ERR_TLS/.test(code))
    return make(
      `The certificate of ${host} is not trusted (${code}). If your company has its own, name its file in nanotype.network.caFile.`,
      "certificate",
    );
  if (code === "ENOTFOUND" || code === "EAI_AGAIN")
    return make(`${host} cannot be found (${code}). Check the network, the proxy and the address.`);
  const refused = proxyRefusal(error);
  if (refused === 407) return make(proxyWantsPassword, "proxy");
  if (refused !== undefined)
    return make(
      `The proxy refuses connections to ${host} (${refused}). Check nanotype.network.proxy, or ask who runs it.`,
      "proxy",
    );
  if (code === "ECONNREFUSED") {
    const port = coded !== undefined && "port" in coded ? coded.port : undefined;
    const isProxy = typeof port === "number" && !portsOf(host).includes(port);
    return isProxy
      ? make(
          `The proxy on the way to ${host} does not answer (port ${port}). Check nanotype.network.proxy, or HTTPS_PROXY.`,
          "proxy",
        )
      : make(`Nothing answers at ${host}. Is ${name} running?`);
  }
  if (code === "UND_ERR_CONNECT_TIMEOUT" || code === "ETIMEDOUT" || code === "UND_ERR_HEADERS_TIMEOUT")
    return make(`${host} could not be reached in time. Check the network and the proxy.`);
  return make(`The connection to ${name} broke${code === "" ? "" : ` (${code})`}.`);
}

/** Message about a proxy that asks for a password. */
export const proxyWantsPassword =
  "The proxy asks for a user name and password (407). Put them into nanotype.network.proxy, as in http://USER:PASSWORD@proxy.example.com:8080.";

/** Returns the status with which a proxy refused a tunnel. undici gives it only in words. */
function proxyRefusal(error: unknown): number | undefined {
  const told = /^Proxy response \((\d{3})\)/;
  const found = findCause(error, ({ message }) => told.test(message));
  return found === undefined ? undefined : Number(told.exec(found.message)?.[1]);
}

/** Returns a host's port as URLs write it; without one, the ports of both protocols. */
function portsOf(host: string): readonly number[] {
  const written = /:(\d+)$/.exec(host)?.[1];
  return written === undefined ? [80, 443] : [Number(written)];
}

/** Finds the first error that matches: an error itself, or what it was caused by. */
export function findCause(error: unknown, matches: (cause: Error) => boolean): Error | undefined {
  let cause = error;
  for (let depth = 0; depth < 6 && cause instanceof Error; depth++) {
    if (matches(cause)) return cause;
    cause = cause instanceof AggregateError && cause.errors.length > 0 ? cause.errors[0] : cause.cause;
  }
  return undefined;
}
