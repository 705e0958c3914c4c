/** Transactions over HTTP: their operations in the body of a request, and their results in the response. */
@NullMarked
package dev.latchkey.http.transaction;

import org.jspecify.annotations.NullMarked;
