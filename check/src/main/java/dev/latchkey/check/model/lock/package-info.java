/** The models of locks, and the fast check of locks with fencing tokens. */
@NullMarked
package dev.latchkey.check.model.lock;

import org.jspecify.annotations.NullMarked;
