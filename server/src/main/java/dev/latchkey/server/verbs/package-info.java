/**
 * The handlers of the verbs that are not for the store. {@link dev.latchkey.server.verbs.Handlers} maps each verb to its handler;
 * one class for each family of verbs fills the map.
 */
@NullMarked
package dev.latchkey.server.verbs;

import org.jspecify.annotations.NullMarked;
