package dev.sinter.processor;

import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a declaration, and where.
 *
 * @param message    what came, what is needed, what to do
 * @param element    the class or method at fault
 * @param annotation the annotation at fault, or null for the element itself
 * @param value      the value at fault, or null for all of the annotation
 */
record Complaint(String message, Element element, @Nullable AnnotationMirror annotation,
        @Nullable AnnotationValue value) {}
