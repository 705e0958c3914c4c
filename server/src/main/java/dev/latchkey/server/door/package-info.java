/** The interface by which another protocol than RESP is served by a node: on a port of its own, and within the limits of the node. */
@NullMarked
package dev.latchkey.server.door;

import org.jspecify.annotations.NullMarked;
