package dev.sinter.models.vision;

import dev.sinter.Tensor;
import dev.sinter.nn.BatchNorm2d;
import dev.sinter.nn.BatchNormalization;
import dev.sinter.nn.Conv2d;
import dev.sinter.nn.Dropout;
import dev.sinter.nn.Init;
import dev.sinter.nn.Linear;
import dev.sinter.nn.Module;
import dev.sinter.nn.ReLU;
import dev.sinter.nn.Sequential;
import java.util.ArrayList;
import java.util.List;

/**
 * Tan et al., MnasNet: Platform-Aware Neural Architecture Search for Mobile, CVPR 2019, the variant B1; torchvision's
 * {@code mnasnet0_5} to {@code mnasnet1_3}.
 */
public final class MNASNet extends Module {
    private static final BatchNormalization.Options NORM = BatchNormalization.Options.DEFAULT.momentum(1 - 0.9997);
    private static final int[] WIDTHS = {32, 16, 24, 40, 80, 96, 192, 320};
    /** Kernel, stride of the first, expansion, blocks. */
    private static final int[][] STAGES = {{3, 2, 3, 3}, {5, 2, 3, 3}, {5, 2, 6, 3}, {3, 1, 6, 2}, {5, 2, 6, 4},
        {3, 1, 6, 1}};

    final Sequential layers;
    final Sequential classifier;

    /** With {@code alpha} times the channels: 0.5, 0.75, 1 or 1.3. */
    public MNASNet(double alpha, int classes) {
        int[] widths = new int[WIDTHS.length];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = ConvNormActivation.divisible(WIDTHS[i] * alpha);
        }
        List<Module> all = new ArrayList<>();
        add(all, 3, widths[0], 3, 2, 1, true);
        add(all, widths[0], widths[0], 3, 1, widths[0], true);
        add(all, widths[0], widths[1], 1, 1, 1, false);
        for (int i = 0; i < STAGES.length; i++) {
            int[] stage = STAGES[i];
            List<Module> blocks = new ArrayList<>();
            for (int j = 0; j < stage[3]; j++) {
                blocks.add(new InvertedResidual(widths[j == 0 ? i + 1 : i + 2], widths[i + 2], stage[0],
                        j == 0 ? stage[1] : 1, stage[2]));
            }
            all.add(new Sequential(blocks.toArray(Module[]::new)));
        }
        add(all, widths[7], 1280, 1, 1, 1, true);
        layers = new Sequential(all.toArray(Module[]::new));
        classifier = new Sequential(new Dropout(0.2), new Linear(1280, classes));
        for (Module module : modules()) {
            if (module instanceof Conv2d conv) {
                Start.convolution(conv, Init.Fan.OUT);
            } else if (module instanceof Linear linear && linear.bias != null) {
                // A slope of 1 makes the gain 1, a sigmoid's.
                Init.kaimingUniform_(linear.weight, 1, Init.Fan.OUT);
                Init.zeros_(linear.bias);
            }
        }
    }

    private static void add(List<Module> to, int in, int out, int kernel, int stride, int groups, boolean activated) {
        to.add(new Conv2d(in, out, kernel, stride, kernel / 2, 1, groups, false));
        to.add(new BatchNorm2d(out, NORM));
        if (activated) {
            to.add(new ReLU());
        }
    }

    /** Many channels, each convolved alone, between few, which a shortcut joins. */
    static final class InvertedResidual extends Module {
        final Sequential layers;
        private final boolean shortcut;

        InvertedResidual(int in, int out, int kernel, int stride, int expansion) {
            List<Module> all = new ArrayList<>();
            add(all, in, in * expansion, 1, 1, 1, true);
            add(all, in * expansion, in * expansion, kernel, stride, in * expansion, true);
            add(all, in * expansion, out, 1, 1, 1, false);
            layers = new Sequential(all.toArray(Module[]::new));
            shortcut = in == out && stride == 1;
        }

        @Override
        public Tensor forward(Tensor x) {
            return shortcut ? layers.call(x).add(x) : layers.call(x);
        }
    }

    @Override
    public Tensor forward(Tensor x) {
        return classifier.call(layers.call(x).mean(2, 3));
    }
}
