/**
 * Transformers for text, with Hugging Face's names of parameters, so that its weight files load: {@code loadStateDict(load(file))}.
 *
 * <p>{@link dev.sinter.models.text.GPT2} is the one to read first. Both are the bare networks from tokens to states or logits; what
 * makes tokens of text, and draws text from logits, is not here. The package imports what any user's model may.
 */
@NullMarked
package dev.sinter.models.text;

import org.jspecify.annotations.NullMarked;
