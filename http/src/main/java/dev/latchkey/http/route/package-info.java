/** The table of routes: what the server can be asked over HTTP, and by which steps a route answers. */
@NullMarked
package dev.latchkey.http.route;

import org.jspecify.annotations.NullMarked;
