/** Tests of the HTTP API without sockets. */
@NullMarked
package dev.latchkey.http;

import org.jspecify.annotations.NullMarked;
