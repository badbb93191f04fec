/** Keeps the console from starting while a route has no rule: nobody passes a door that was forgotten. */
import { Injectable, type OnModuleInit, RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { type DoorRule, doorOf } from './door';

export interface Route {
  /** Controller and method, for messages. */
  readonly name: string;
  readonly verb: 'GET' | 'POST';
  /** With its parameters: `/cases/:id`. */
  readonly path: string;
  readonly rule: DoorRule;
}

@Injectable()
export class DoorCheck implements OnModuleInit {
  constructor(private readonly discovery: DiscoveryService) {}

  onModuleInit(): void {
    this.routes();
  }

  /** Every route of the console with its rule. Throws an Error that names those without one. */
  routes(): Route[] {
    return routesOf(this.discovery.getControllers().flatMap(({ metatype }) => (metatype as Type | null) ?? []));
  }
}

/** Every route of these classes with its rule. Throws an Error that names those without one. */
export function routesOf(controllers: readonly Type[]): Route[] {
  const routes: Route[] = [];
  const faults: string[] = [];
  const scanner = new MetadataScanner();
  for (const controller of controllers) {
    for (const key of scanner.getAllMethodNames(controller.prototype)) {
      const method = controller.prototype[key] as object;
      const path = Reflect.getMetadata(PATH_METADATA, method) as string | undefined;
      if (path === undefined) continue;
      const name = `${controller.name}.${key}`;
      const verb = RequestMethod[Reflect.getMetadata(METHOD_METADATA, method) as RequestMethod];
      const rule = doorOf(method);
      if (rule === undefined) faults.push(`${name} has no rule`);
      else if (verb !== 'GET' && verb !== 'POST') faults.push(`${name} answers to ${verb}, which no form can send`);
      else
        routes.push({ name, verb, path: joined(Reflect.getMetadata(PATH_METADATA, controller) as string, path), rule });
    }
  }
  if (faults.length > 0) throw new Error(`routes of the console: ${faults.join('; ')}`);
  return routes;
}

function joined(...parts: readonly string[]): string {
  const words = parts.flatMap((part) => part.split('/')).filter((word) => word !== '');
  return `/${words.join('/')}`;
}
