/** The replicated engine: several nodes that are one store, each of which serves all clients. */
@NullMarked
package dev.latchkey.cluster;

import org.jspecify.annotations.NullMarked;
