package dev.latchkey.cluster.lead;

/**
 * A request of a node for an index up to which its reads must wait.
 *
 * @param node the node
 * @param id the id of the request
 */
record Waiter(String node, long id) {}
