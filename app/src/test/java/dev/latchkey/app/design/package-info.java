/** Architecture rules that a compiler does not check: which module may import which, and which APIs may be used where. */
@NullMarked
package dev.latchkey.app.design;

import org.jspecify.annotations.NullMarked;
