/** CPU permits, the shared session registry and measured stage costs. */
@NullMarked
package dev.thermocline.engine.runtime;

import org.jspecify.annotations.NullMarked;
