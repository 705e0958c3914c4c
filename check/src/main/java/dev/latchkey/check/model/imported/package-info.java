/** Models of other systems, for histories that other programs record. */
@NullMarked
package dev.latchkey.check.model.imported;

import org.jspecify.annotations.NullMarked;
