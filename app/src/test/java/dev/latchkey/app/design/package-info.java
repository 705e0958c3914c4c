/** The rules of the project's structure that no compiler knows: which module may import what, and what is spelled where. */
@NullMarked
package dev.latchkey.app.design;

import org.jspecify.annotations.NullMarked;
