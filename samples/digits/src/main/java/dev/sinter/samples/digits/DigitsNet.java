package dev.sinter.samples.digits;

import dev.sinter.Tensor;
import dev.sinter.nn.Conv2d;
import dev.sinter.nn.Linear;
import dev.sinter.nn.MaxPool2d;
import dev.sinter.nn.Module;

/**
 * A small convolutional network for handwritten digits: images [N, 1, side, side] from 0 to 1 become logits [N, 10].
 *
 * <p>Small images (optdigits are 8 by 8) are halved once instead of twice, by more channels.
 */
public final class DigitsNet extends Module {
    private static final int SMALL = 16;

    private final boolean isSmall;
    private final Conv2d conv1;
    private final Conv2d conv2;
    private final MaxPool2d pool = new MaxPool2d(2);
    private final Linear hidden;
    private final Linear output;

    /** For images of {@code side} by {@code side} pixels. */
    public DigitsNet(int side) {
        isSmall = side < SMALL;
        int channels = isSmall ? 16 : 8;
        int pooled = isSmall ? side / 2 : side / 2 / 2;
        conv1 = new Conv2d(1, channels, 3, 1, 1);
        conv2 = new Conv2d(channels, 2L * channels, 3, 1, 1);
        hidden = new Linear(2L * channels * pooled * pooled, 64);
        output = new Linear(64, 10);
    }

    @Override
    public Tensor forward(Tensor images) {
        Tensor x = images.sub(0.3).mul(3);
        x = conv1.call(x).relu();
        x = isSmall ? x : pool.call(x);
        x = pool.call(conv2.call(x).relu());
        x = hidden.call(x.flatten(1)).relu();
        return output.call(x);
    }
}
