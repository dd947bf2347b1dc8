/** From a model and labelled data to a bundle, and the bundle's evaluation. */
@NullMarked
package dev.thermocline.builder;

import org.jspecify.annotations.NullMarked;
