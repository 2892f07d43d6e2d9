package dev.sinter.models.vision;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.nn.BatchNorm2d;
import dev.sinter.nn.Conv2d;
import dev.sinter.nn.Functional;
import dev.sinter.nn.Linear;
import dev.sinter.nn.MaxPool2d;
import dev.sinter.nn.Module;
import dev.sinter.nn.ReLU;
import dev.sinter.nn.Sequential;
import java.util.ArrayList;
import java.util.List;

/**
 * Ma et al., ShuffleNet V2: Practical Guidelines for Efficient CNN Architecture Design, ECCV 2018; torchvision's
 * {@code shufflenet_v2_x0_5} to {@code shufflenet_v2_x2_0}.
 */
public final class ShuffleNetV2 extends Module {
    final Sequential conv1 = new Sequential(conv(3, 24, 3, 2, 1), new BatchNorm2d(24), new ReLU());
    final MaxPool2d maxpool = new MaxPool2d(3, 2, 1);
    final Sequential stage2;
    final Sequential stage3;
    final Sequential stage4;
    final Sequential conv5;
    final Linear fc;

    private ShuffleNetV2(int classes, int second, int third, int fourth, int last) {
        stage2 = stage(24, second, 4);
        stage3 = stage(second, third, 8);
        stage4 = stage(third, fourth, 4);
        conv5 = new Sequential(conv(fourth, last, 1, 1, 1), new BatchNorm2d(last), new ReLU());
        fc = new Linear(last, classes);
    }

    private static Sequential stage(int in, int out, int blocks) {
        List<Module> all = new ArrayList<>();
        all.add(new InvertedResidual(in, out, 2));
        for (int i = 1; i < blocks; i++) {
            all.add(new InvertedResidual(out, out, 1));
        }
        return new Sequential(all.toArray(Module[]::new));
    }

    private static Conv2d conv(int in, int out, int kernel, int stride, int groups) {
        return new Conv2d(in, out, kernel, stride, kernel / 2, 1, groups, false);
    }

    /** Half of the channels handed on, or shrunk alone; the other half convolved; then the halves are mixed. */
    static final class InvertedResidual extends Module {
        final Sequential branch1;
        final Sequential branch2;
        private final boolean halved;

        InvertedResidual(int in, int out, int stride) {
            int half = out / 2;
            halved = stride > 1;
            branch1 = halved
                    ? new Sequential(conv(in, in, 3, stride, in), new BatchNorm2d(in), conv(in, half, 1, 1, 1),
                            new BatchNorm2d(half), new ReLU())
                    : new Sequential();
            branch2 = new Sequential(conv(halved ? in : half, half, 1, 1, 1), new BatchNorm2d(half), new ReLU(),
                    conv(half, half, 3, stride, half), new BatchNorm2d(half), conv(half, half, 1, 1, 1),
                    new BatchNorm2d(half), new ReLU());
        }

        @Override
        public Tensor forward(Tensor x) {
            List<Tensor> halves = halved ? List.of(x, x) : x.chunk(2, 1);
            Tensor joined = Sinter.cat(List.of(branch1.call(halves.get(0)), branch2.call(halves.get(1))), 1);
            return Functional.channelShuffle(joined, 2);
        }
    }

    public static ShuffleNetV2 half(int classes) {
        return new ShuffleNetV2(classes, 48, 96, 192, 1024);
    }

    public static ShuffleNetV2 one(int classes) {
        return new ShuffleNetV2(classes, 116, 232, 464, 1024);
    }

    public static ShuffleNetV2 oneAndHalf(int classes) {
        return new ShuffleNetV2(classes, 176, 352, 704, 1024);
    }

    public static ShuffleNetV2 two(int classes) {
        return new ShuffleNetV2(classes, 244, 488, 976, 2048);
    }

    @Override
    public Tensor forward(Tensor x) {
        Tensor y = maxpool.call(conv1.call(x));
        y = conv5.call(stage4.call(stage3.call(stage2.call(y))));
        return fc.call(y.mean(2, 3));
    }
}
