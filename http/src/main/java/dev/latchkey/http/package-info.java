/** The HTTP connections of a node: reads requests, executes the steps by which routes answer them, and writes responses. */
@NullMarked
package dev.latchkey.http;

import org.jspecify.annotations.NullMarked;
