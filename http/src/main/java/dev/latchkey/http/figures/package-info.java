/** Counts of HTTP requests, per event loop and as totals. */
@NullMarked
package dev.latchkey.http.figures;

import org.jspecify.annotations.NullMarked;
