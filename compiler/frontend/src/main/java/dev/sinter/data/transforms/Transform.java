package dev.sinter.data.transforms;

import dev.sinter.Tensor;
import dev.sinter.data.Dataset;
import dev.sinter.random.Generator;
import java.util.ArrayList;
import java.util.List;

/** Makes one image of another; what is random about it comes from the generator alone. */
@FunctionalInterface
public interface Transform {
    Tensor apply(Tensor image, Generator random);

    /** This one, then the next. */
    default Transform then(Transform next) {
        return (image, random) -> next.apply(apply(image, random), random);
    }

    /**
     * A dataset whose images, the first tensor of each example, are transformed whenever they are asked for. In a loader what is random
     * follows from its seed, the round and the example, whatever the number of workers.
     */
    default Dataset<List<Tensor>> over(Dataset<List<Tensor>> images) {
        return images.map((List<Tensor> example, Generator random) -> {
            List<Tensor> changed = new ArrayList<>(example);
            changed.set(0, apply(example.get(0), random));
            return List.copyOf(changed);
        });
    }
}
