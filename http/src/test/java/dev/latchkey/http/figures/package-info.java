/** Tests of the counts of HTTP requests. */
@NullMarked
package dev.latchkey.http.figures;

import org.jspecify.annotations.NullMarked;
