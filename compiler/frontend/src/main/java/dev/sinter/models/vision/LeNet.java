package dev.sinter.models.vision;

import dev.sinter.Tensor;
import dev.sinter.nn.Conv2d;
import dev.sinter.nn.Linear;
import dev.sinter.nn.MaxPool2d;
import dev.sinter.nn.Module;

/**
 * LeCun et al., Gradient-Based Learning Applied to Document Recognition, 1998, for [N, 1, 32, 32]; with ReLUs and greatest elements
 * where the paper has hyperbolic tangents and means.
 */
public final class LeNet extends Module {
    final Conv2d conv1 = new Conv2d(1, 6, 5);
    final Conv2d conv2 = new Conv2d(6, 16, 5);
    final MaxPool2d pool = new MaxPool2d(2);
    final Linear fc1 = new Linear(16 * 5 * 5, 120);
    final Linear fc2 = new Linear(120, 84);
    final Linear fc3;

    public LeNet(int classes) {
        fc3 = new Linear(84, classes);
    }

    @Override
    public Tensor forward(Tensor x) {
        Tensor y = pool.call(conv1.call(x).relu());
        y = pool.call(conv2.call(y).relu()).flatten(1);
        return fc3.call(fc2.call(fc1.call(y).relu()).relu());
    }
}
