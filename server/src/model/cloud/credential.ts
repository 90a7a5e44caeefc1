/** What opens an endpoint. A token is Entra's and expires; it is asked for before each request. */
export interface Credential {
  readonly kind: "key" | "token";
  readonly value: string;
}
