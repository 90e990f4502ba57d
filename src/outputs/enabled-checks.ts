import type { Check } from "../checks/check.ts";
import { CHECKS } from "../checks/registry.generated.ts";
import type { CheckSetting, CompiledScope } from "../scope/compiled.ts";

/** A check that is switched on in at least one place of a scope, with its setting in the first such place. */
export interface EnabledCheck {
  readonly check: Check;
  readonly setting: CheckSetting;
}

/** The checks that a scope asks for: for the statement itself or in one of its environments. Sorted by id. */
export const enabledChecks = (scope: CompiledScope): readonly EnabledCheck[] =>
  CHECKS.flatMap((check) => {
    const setting = [undefined, ...scope.spec.environments.map(({ name }) => name)]
      .map((environment) => scope.setting(check.id, check.severity, environment))
      .find(({ enabled }) => enabled);
    return setting === undefined ? [] : [{ check, setting }];
  });
