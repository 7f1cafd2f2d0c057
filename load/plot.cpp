#include "load/plot.hpp"

#include "load/figures.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

#include <fmt/format.h>

namespace bursar::load {

namespace {

constexpr double width = 760;
constexpr double height = 300;
constexpr double left = 70;
constexpr double right = 20;
constexpr double top = 34;
constexpr double bottom = 44;
constexpr std::size_t points_max = 1'000;
constexpr std::array colours = {"#1f5fa8", "#c4501b", "#3b8a3e", "#7a4fa3"};

/// One direction: from values to where they are drawn.
class Axis {
 public:
  Axis(bool by_tens, double from, double to) : by_tens_{by_tens}, from_{from}, to_{to} {}

  void see(double value) {
    if (!shows(value)) return;
    least_ = std::min(least_, value);
    most_ = std::max(most_, value);
  }
  // Nothing seen, or one value only, is drawn in an interval all the same.
  void settle() {
    if (least_ > most_) least_ = most_ = 1;
    if (by_tens_) {
      least_ = std::pow(10, std::floor(std::log10(least_)));
      most_ = std::max(std::pow(10, std::ceil(std::log10(most_))), least_ * 10);
    } else {
      least_ = std::min(least_, 0.0);
      most_ = std::max(most_ * 1.05, least_ + 1e-9);
    }
  }
  bool shows(double value) const { return std::isfinite(value) && (!by_tens_ || value > 0); }
  double at(double value) const {
    const auto scaled = [this](double x) { return by_tens_ ? std::log10(x) : x; };
    const double part = (scaled(value) - scaled(least_)) / (scaled(most_) - scaled(least_));
    return from_ + part * (to_ - from_);
  }
  std::vector<double> marked() const { return marks(least_, most_, by_tens_); }

 private:
  bool by_tens_;
  double from_;
  double to_;
  double least_ = std::numeric_limits<double>::max();
  double most_ = std::numeric_limits<double>::lowest();
};

std::string label(double value) {
  if (value == 0) return "0";
  if (value >= 10'000) return grouped(value);
  return fmt::format("{:g}", value);
}

void draw_axes(std::string& svg, const Plot& plot, const Axis& across, const Axis& up) {
  for (const double value : up.marked())
    svg += fmt::format(R"(<line x1="{0:.1f}" x2="{1:.1f}" y1="{2:.1f}" y2="{2:.1f}" class="mark"/>)"
                       R"(<text x="{3:.1f}" y="{4:.1f}" text-anchor="end">{5}</text>)",
                       left, width - right, up.at(value), left - 6, up.at(value) + 4, label(value));
  for (const double value : across.marked())
    svg += fmt::format(R"(<line x1="{0:.1f}" x2="{0:.1f}" y1="{1:.1f}" y2="{2:.1f}" class="mark"/>)"
                       R"(<text x="{0:.1f}" y="{3:.1f}" text-anchor="middle">{4}</text>)",
                       across.at(value), top, height - bottom, height - bottom + 16, label(value));
  svg += fmt::format(R"(<text x="{:.1f}" y="{:.1f}" text-anchor="middle">{}</text>)",
                     (left + width - right) / 2, height - 8, escaped(plot.across));
  svg += fmt::format(R"(<text x="{:.1f}" y="{:.1f}">{}</text>)", 4.0, top - 10, escaped(plot.up));
}

void draw_curve(std::string& svg, const Curve& curve, const char* colour, const Axis& across,
                const Axis& up) {
  const std::size_t each = curve.points.size() / points_max + 1;
  svg += R"(<polyline fill="none" stroke-width="1.6" stroke=")" + std::string{colour} +
         R"(" points=")";
  for (std::size_t at = 0; at < curve.points.size(); ++at) {
    const auto& [x, y] = curve.points[at];
    const bool drawn = at % each == 0 || at + 1 == curve.points.size();
    if (drawn && across.shows(x) && up.shows(y))
      svg += fmt::format("{:.1f},{:.1f} ", across.at(x), up.at(y));
  }
  svg += R"("/>)";
}

}  // namespace

std::vector<double> marks(double from, double to, bool by_tens) {
  std::vector<double> found;
  if (by_tens) {
    for (double mark = from; mark <= to * 1.001; mark *= 10) found.push_back(mark);
    return found;
  }
  if (!(to > from)) return {from};
  // About six of them.
  const double rough = (to - from) / 6;
  const double power = std::pow(10, std::floor(std::log10(rough)));
  double step = power * 10;
  for (const double times : {5.0, 2.0, 1.0})
    if (rough <= power * times) step = power * times;
  const double first = std::ceil(from / step);
  for (double n = first; n * step <= to; n += 1) found.push_back(n * step);
  return found;
}

std::string escaped(const std::string& text) {
  std::string safe;
  for (const char c : text) {
    switch (c) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '"':
        safe += "&quot;";
        break;
      default:
        safe.push_back(c);
    }
  }
  return safe;
}

std::string svg_of(const Plot& plot) {
  Axis across{plot.across_by_tens, left, width - right};
  Axis up{plot.up_by_tens, height - bottom, top};
  for (const Curve& curve : plot.curves)
    for (const auto& [x, y] : curve.points)
      if (across.shows(x) && up.shows(y)) {
        across.see(x);
        up.see(y);
      }
  across.settle();
  up.settle();
  std::string svg = fmt::format(
      R"(<figure><figcaption>{}</figcaption><svg viewBox="0 0 {:.0f} {:.0f}" role="img">)",
      escaped(plot.title), width, height);
  draw_axes(svg, plot, across, up);
  double legend = left + 120;
  for (std::size_t at = 0; at < plot.curves.size() && at < colours.size(); ++at) {
    draw_curve(svg, plot.curves[at], colours[at], across, up);
    svg += fmt::format(R"(<text x="{:.1f}" y="{:.1f}" fill="{}">{}</text>)", legend, top - 10,
                       colours[at], escaped(plot.curves[at].name));
    legend += 130;
  }
  return svg + "</svg></figure>\n";
}

}  // namespace bursar::load
