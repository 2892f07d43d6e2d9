package dev.sinter;

import java.util.List;

/**
 * What one step of a {@link Sinter#scan} gives, and what all of them together give.
 *
 * @param carry   of a step the next values of the carries; of the scan their last ones
 * @param stacked of a step what is to be kept of it; of the scan what was kept of all steps, along a new first axis
 */
public record Scanned(List<Tensor> carry, List<Tensor> stacked) {
    public Scanned {
        carry = List.copyOf(carry);
        stacked = List.copyOf(stacked);
    }

    /** One carry, and one tensor to keep. */
    public static Scanned of(Tensor carry, Tensor kept) {
        return new Scanned(List.of(carry), List.of(kept));
    }

    /** One carry, and nothing to keep. */
    public static Scanned of(Tensor carry) {
        return new Scanned(List.of(carry), List.of());
    }
}
