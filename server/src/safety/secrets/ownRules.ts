import { commandRules } from "./commandRules";
import { formRules } from "./formRules";
import { loginRules } from "./loginRules";
import type { SecretRule } from "./secretRule";

/** Our own rules, for what gitleaks leaves to the reader. Each groups its secret. */
export function ownRules(): SecretRule[] {
  return [...formRules(), ...commandRules(), ...loginRules()];
}
