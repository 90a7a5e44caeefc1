/** A key or a token that authorizes requests to an endpoint. A token is Entra's and expires; it is requested before each request. */
export interface Credential {
  readonly kind: "key" | "token";
  readonly value: string;
}
