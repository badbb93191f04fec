/** The rule on each route: who may pass, and what they must bring. A route without one keeps the console from starting. */
import type { Permission } from './permissions';

export type DoorRule =
  /** Also whoever is not signed in. */
  | { readonly to: 'anyone' }
  | {
      /** Every member of staff, or those who may do this. */
      readonly to: 'staff' | Permission;
      /** A fresh proof of who they are. */
      readonly stepUp?: true;
      /** The form may carry files (multipart). */
      readonly files?: true;
      /** The form carries another one, which waits for what this one does. */
      readonly keeps?: true;
    };

const RULES = new WeakMap<object, DoorRule>();

/** On the method of a controller. */
export function Door(rule: DoorRule): MethodDecorator {
  return (_target, _name, descriptor) => {
    RULES.set(descriptor.value as object, rule);
  };
}

/** Undefined for a method nobody thought about. */
export function doorOf(method: object): DoorRule | undefined {
  return RULES.get(method);
}
