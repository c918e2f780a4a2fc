/**
 * Routes that are made outside of our controllers or below the floor of this lib, and that anybody may use. They tell
 * nothing about tickets and listen on loopback until the operator says otherwise.
 */
const OPEN_PATHS = /^\/(?:health\/|(?:metrics|docs|openapi\.json|asyncapi\.json)(?:[/-]|$))/;

/** Whether a route is one of them. Takes the pattern of the matched route, which no spelling of the address can disguise. */
export function isOpenPath(routePattern: string | undefined): boolean {
  return routePattern !== undefined && OPEN_PATHS.test(routePattern);
}
