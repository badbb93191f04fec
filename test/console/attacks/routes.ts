/** Routes as an attacker knows them: their shapes, addresses that fit them, and who should pass. */
import type { Route } from '../../../src/console/frame/door-check.service';
import { type Permission, permissionsOf, ROLES, type StaffRole } from '../../../src/console/frame/permissions';

export const nameOf = ({ verb, path }: Pick<Route, 'verb' | 'path'>) => `${verb} ${path}`;

/** The route that would answer; the first that fits, as in the router. */
export function routeOf(routes: readonly Route[], verb: Route['verb'], path: string): Route | undefined {
  const { pathname } = new URL(path, 'http://console.invalid');
  return routes.find((route) => route.verb === verb && patternOf(route.path).test(pathname));
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll('.', '\\.').replace(/:\w+/g, '[^/]+')}$`);
}

/** An address of the route with this in the place of every parameter, encoded or not as it is given. */
export function addressOf({ path }: Route, value = '00000000-0000-4000-8000-000000000000'): string {
  return path.replace(/:\w+/g, () => value);
}

/** Whether a person with these roles may pass, by the rule alone. */
export function isFor({ rule }: Route, roles: readonly StaffRole[]): boolean {
  return rule.to === 'anyone' || rule.to === 'staff' || permissionsOf(roles).has(rule.to);
}

/** A role that may do it. */
export function roleFor(permission: Permission): StaffRole {
  const role = ROLES.find((one) => permissionsOf([one]).has(permission));
  if (role === undefined) throw new Error(`no role has the permission ${permission}`);
  return role;
}
