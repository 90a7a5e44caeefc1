import { inBackground } from "../base/inBackground";
import { testEndpoint } from "../model/routing/testEndpoint";
import {
  describeEndpointMethod,
  describeEndpointParams,
  findServersMethod,
  secretChangedMethod,
  testEndpointMethod,
  testEndpointParams,
  type DescribeEndpointParams,
  type TestEndpointParams,
} from "../protocol";
import { checked } from "./checked";
import type { Face, Feature } from "./feature";

/** Registers the messages of a client that adds endpoints and keeps their keys. */
export function registerEndpoints({ connection, lifecycle, configuration, engine }: Face): Feature {
  const test = async (params: TestEndpointParams) => {
    const settings = await configuration.settled();
    const { policy } = configuration;
    const { isTrusted } = engine.gate;
    return testEndpoint(params, { ...engine, settings, policy, isTrusted });
  };
  const describe = async (params: DescribeEndpointParams) =>
    (await import("../model/routing/describeEndpoint")).describeEndpoint(params);
  const find = async () => {
    const settings = await configuration.settled();
    const { findLocalServers } = await import("../model/routing/findLocalServers");
    const { policy } = configuration;
    return findLocalServers({ settings, policy, isTrusted: engine.gate.isTrusted, environment: process.env });
  };
  connection.onRequest(findServersMethod, lifecycle.guard(find));
  connection.onRequest(testEndpointMethod, lifecycle.guard(checked(testEndpointParams, test)));
  connection.onRequest(describeEndpointMethod, lifecycle.guard(checked(describeEndpointParams, describe)));
  connection.onNotification(secretChangedMethod, () => inBackground("asking for keys anew", engine.renewSecrets()));
  return {};
}
