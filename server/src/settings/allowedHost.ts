/** Reports whether `host` may be connected to; an empty list allows every host. */
export function isAllowedHost(host: string, allowedHosts: readonly string[]): boolean {
  return allowedHosts.length === 0 || allowedHosts.some((pattern) => isPatternMatch(host, pattern));
}

/** Reports whether `pattern` matches `host`; `*.example.com` matches subdomains. */
export function isPatternMatch(host: string, pattern: string): boolean {
  const lower = host.toLowerCase();
  const allowed = pattern.trim().toLowerCase();
  return allowed.startsWith("*.") ? lower.endsWith(allowed.slice(1)) : lower === allowed;
}
