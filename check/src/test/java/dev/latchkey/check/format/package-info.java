@NullMarked
package dev.latchkey.check.format;

import org.jspecify.annotations.NullMarked;
