package dev.sinter.models.vision;

import dev.sinter.Tensor;
import dev.sinter.nn.AdaptiveAvgPool2d;
import dev.sinter.nn.Conv2d;
import dev.sinter.nn.Dropout;
import dev.sinter.nn.Linear;
import dev.sinter.nn.MaxPool2d;
import dev.sinter.nn.Module;
import dev.sinter.nn.ReLU;
import dev.sinter.nn.Sequential;

/** Krizhevsky, One weird trick for parallelizing convolutional neural networks, 2014; torchvision's {@code alexnet}. */
public final class AlexNet extends Module {
    final Sequential features = new Sequential(new Conv2d(3, 64, 11, 4, 2), new ReLU(), new MaxPool2d(3, 2),
            new Conv2d(64, 192, 5, 1, 2), new ReLU(), new MaxPool2d(3, 2), new Conv2d(192, 384, 3, 1, 1), new ReLU(),
            new Conv2d(384, 256, 3, 1, 1), new ReLU(), new Conv2d(256, 256, 3, 1, 1), new ReLU(), new MaxPool2d(3, 2));
    final AdaptiveAvgPool2d avgpool = new AdaptiveAvgPool2d(6);
    final Sequential classifier;

    public AlexNet(int classes) {
        this(classes, 0.5);
    }

    public AlexNet(int classes, double dropout) {
        classifier = new Sequential(new Dropout(dropout), new Linear(256 * 6 * 6, 4096), new ReLU(),
                new Dropout(dropout), new Linear(4096, 4096), new ReLU(), new Linear(4096, classes));
    }

    @Override
    public Tensor forward(Tensor x) {
        return classifier.call(avgpool.call(features.call(x)).flatten(1));
    }
}
