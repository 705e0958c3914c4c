/** Requests whose outcome can be queried later, by any process that has stored their id. */
@NullMarked
package dev.latchkey.client.request;

import org.jspecify.annotations.NullMarked;
