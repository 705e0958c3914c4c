/** One client connection without its socket: requests in, replies out, in order. */
@NullMarked
package dev.latchkey.server.talk;

import org.jspecify.annotations.NullMarked;
