/** The routes of the API: keys, listings, histories, follows, sessions, locks, and the state of the server. */
@NullMarked
package dev.latchkey.http.routes;

import org.jspecify.annotations.NullMarked;
