/** The fault-injecting proxy, and verification runs against servers that are correct and servers that are not. */
@NullMarked
package dev.latchkey.trial.verify;

import org.jspecify.annotations.NullMarked;
