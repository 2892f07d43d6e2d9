package shop;

import dev.sinter.Model;
import dev.sinter.Tensor;
import dev.sinter.nn.Conv2d;
import dev.sinter.nn.Flatten;
import dev.sinter.nn.Linear;
import dev.sinter.nn.MaxPool2d;
import dev.sinter.nn.Module;
import dev.sinter.nn.ReLU;
import dev.sinter.nn.Sequential;

@Model(inputs = "image: f32[N,1,12,12]", output = "f32[N,10]", entry = "scores", name = "Digits")
public class DigitsNet extends Module {
    private final Features features = new Features();
    private final Linear classifier = new Linear(4 * 5 * 5, 10);

    @Override
    public Tensor forward(Tensor image) {
        return classifier.call(features.call(image));
    }

    private static final class Features extends Module {
        private final Sequential layers =
                new Sequential(new Conv2d(1, 4, 3), new ReLU(), new MaxPool2d(2), new Flatten());

        @Override
        public Tensor forward(Tensor image) {
            return layers.call(image);
        }
    }
}
