/** One client connection without its socket: parses requests, executes them, and writes replies and pushes in order. */
@NullMarked
package dev.latchkey.server.talk;

import org.jspecify.annotations.NullMarked;
