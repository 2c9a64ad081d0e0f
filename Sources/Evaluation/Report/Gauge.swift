/// An area under the ROC curve between a guess, 0.5, and certainty, 1.
struct Gauge {
  let name: String
  let auc: Double?
  let standardError: Double?
  /// From where on it is no longer good, and from where on poor.
  let fair: Double
  let poor: Double

  var html: String {
    guard let auc else {
      return "<div class=\"gauge\"><div class=\"label\">\(name)</div><p class=\"soft\">too few rows</p></div>"
    }
    func place(_ value: Double) -> String { Markup.place(max(0, min(1, (value - 0.5) * 2)) * 100) }
    let error = standardError.map { 2 * $0 } ?? 0
    let (low, high) = (place(auc - error), place(auc + error))
    let span = Markup.place(max(0.6, (Double(high) ?? 0) - (Double(low) ?? 0)))
    let kind = auc >= poor ? "poor" : auc >= fair ? "fair" : "good"
    return """
      <div class="gauge"><div class="label">\(name) <b class="\(kind)">\(Wording.decimals(auc, 2))</b>\
      <span class="soft"> ± \(Wording.decimals(error, 2))</span></div>\
      <div class="track" style="--fair:\(place(fair))%;--poor:\(place(poor))%"><i style="left:\(low)%;width:\(span)%"></i>\
      <b style="left:\(place(auc))%"></b></div>\
      <div class="ends"><span>0.5, a guess</span><span>1, always right</span></div></div>
      """
  }
}
