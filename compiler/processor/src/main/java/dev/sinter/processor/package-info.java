/**
 * The annotation processor: a model is checked and compiled while {@code javac} runs.
 *
 * <p>Annotation to declaration to description to writer; only the writer imports JavaPoet.
 */
@NullMarked
package dev.sinter.processor;

import org.jspecify.annotations.NullMarked;
