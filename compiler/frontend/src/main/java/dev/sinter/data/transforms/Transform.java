package dev.sinter.data.transforms;

import dev.sinter.Tensor;
import dev.sinter.random.Generator;

/** Makes one image of another; what is random about it comes from the generator alone. */
@FunctionalInterface
public interface Transform {
    Tensor apply(Tensor image, Generator random);

    /** This one, then the next. */
    default Transform then(Transform next) {
        return (image, random) -> next.apply(apply(image, random), random);
    }
}
