/** Reports that show a verdict and its history as one HTML file. */
@NullMarked
package dev.latchkey.check.report;

import org.jspecify.annotations.NullMarked;
