package dev.sinter.samples.digits;

import dev.sinter.Tensor;
import dev.sinter.nn.Conv2d;
import dev.sinter.nn.Linear;
import dev.sinter.nn.MaxPool2d;
import dev.sinter.nn.Module;

/** A small convolutional network for handwritten digits: images [N, 1, side, side] to logits [N, 10]. */
public final class DigitsNet extends Module {
    private final Conv2d conv1 = new Conv2d(1, 8, 3, 1, 1);
    private final Conv2d conv2 = new Conv2d(8, 16, 3, 1, 1);
    private final MaxPool2d pool = new MaxPool2d(2);
    private final Linear hidden;
    private final Linear output;

    /** For images of {@code side} by {@code side} pixels. */
    public DigitsNet(int side) {
        int pooled = side / 2 / 2;
        hidden = new Linear(16L * pooled * pooled, 64);
        output = new Linear(64, 10);
    }

    @Override
    public Tensor forward(Tensor images) {
        Tensor x = pool.call(conv1.call(images).relu());
        x = pool.call(conv2.call(x).relu());
        return output.call(hidden.call(x.flatten(1)).relu());
    }
}
