/** A verdict and its history as one HTML file, for people to look at. */
@NullMarked
package dev.latchkey.check.report;

import org.jspecify.annotations.NullMarked;
