@NullMarked
package dev.latchkey.check.report;

import org.jspecify.annotations.NullMarked;
